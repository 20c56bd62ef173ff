import { opset } from '../../pipeline/compiler/graph/to-onnx-model.js';
import { operatorVersions } from './operator-versions.js';

export interface Coverage {
  readonly counts: { readonly passed: number; readonly failed: number };
  /** Passing specs that call a kernel, and the groups of specs that call it most. */
  readonly kernels: Readonly<Record<string, { readonly specs: number; readonly groups: readonly string[] }>>;
}

export interface KnownFailure {
  readonly reason: string;
  readonly specs: readonly string[];
}

export interface KernelsPage {
  readonly rows: Readonly<Record<string, { readonly onnx: readonly string[]; readonly dtypes: readonly string[] }>>;
  readonly complexRows: Readonly<Record<string, { readonly onnx: readonly string[] }>>;
  /** Kernels that run in JavaScript, with the reason. */
  readonly javascript: Readonly<Record<string, string>>;
  readonly coverage: Coverage;
  readonly knownFailures: readonly KnownFailure[];
}

const escaped = (text: string) => text.replaceAll('|', '\\|');
const line = (...cells: readonly string[]) => `| ${cells.map(escaped).join(' | ')} |`;
const byName = <T>(record: Readonly<Record<string, T>>): [string, T][] =>
  Object.entries(record).sort(([a], [b]) => (a < b ? -1 : 1));

/** The page docs/kernels.md. */
export function renderKernelsPage({ rows, complexRows, javascript, coverage, knownFailures }: KernelsPage): string {
  const { passed, failed } = coverage.counts;
  const proof = (kernel: string): string => {
    const found = coverage.kernels[kernel];
    if (!found) return 'row test';
    const more = found.groups.length > 2 ? ', ...' : '';
    return `row test; ${found.specs} ${found.specs === 1 ? 'spec' : 'specs'}: ${found.groups.slice(0, 2).join(', ')}${more}`;
  };
  const specsOf = (kernel: string): string => String(coverage.kernels[kernel]?.specs ?? 0);
  return `# Kernels

Which tfjs kernels the \`onnx\` backend has, and what they become. Written by \`npm run docs:kernels\` from the lowering
table (\`pipeline/compiler/lowering/\`), the results of \`npm run conformance -- --record\`
(\`test/conformance/coverage.json\`) and the list of known failures (\`test/conformance/known-failures.json\`); do not
edit it by hand.

## In a graph

${Object.keys(rows).length} kernels can be part of a compiled step or of an exported model, and \`Identity\`, which is no work at all.
*ONNX operators* are those a row may emit, beside Reshape, Transpose, Cast and Expand, which join rows together; where there
are several, the arguments decide which. *Element types* are those of the main input. *Opset* is the operator set since
which these operators have been what they are in opset ${opset}, which every graph declares. *Tested*: each row runs on
random shapes, with its inputs laid out in random orders, against tfjs's own \`cpu\` backend
(\`test/compiler/lowering.test.ts\`), and in tfjs-core's published specs, of which the number that call it is given with
the groups that call it most.

${line('Kernel', 'ONNX operators', 'Element types', 'Opset', 'Tested')}
${line('---', '---', '---', '---', '---')}
${byName(rows)
  .map(([kernel, { onnx, dtypes }]) =>
    line(kernel, onnx.join(', ') || '(a constant)', dtypes.join(', '), String(opsetOf(onnx)), proof(kernel)),
  )
  .join('\n')}

## complex64

A complex64 tensor is a pair of float32 tensors; these kernels take them. They work wherever the kernels above do, but
a program cannot have complex inputs or outputs.

${line('Kernel', 'ONNX operators', 'Opset', 'Specs')}
${line('---', '---', '---', '---')}
${byName(complexRows)
  .map(([kernel, { onnx }]) =>
    line(kernel, onnx.join(', ') || '(none: the parts)', String(opsetOf(onnx)), specsOf(kernel)),
  )
  .join('\n')}

## In JavaScript only

These have no ONNX counterpart. Outside of a traced program they run at once on tfjs's JavaScript kernels, if their
inputs are known (data, or tensors whose \`data()\` was awaited); inside of one they raise \`UnsupportedKernelError\`, which
names the kernel and the layer. The same holds for any kernel that is given string tensors.

${line('Kernel', 'Why', 'Specs')}
${line('---', '---', '---')}
${byName(javascript)
  .map(([kernel, reason]) => line(kernel, reason, specsOf(kernel)))
  .join('\n')}

\`Draw\` and \`FromPixels\`, which paint on a canvas and read from one, are not there: Node has none.

## tfjs-core's own specs

\`npm run conformance\` runs the specs that tfjs-core publishes in its package against this backend, in asynchronous mode:
${passed.toLocaleString('en')} of ${(passed + failed).toLocaleString('en')} pass. Reading a tensor that is not computed yet is asynchronous: \`dataSync()\` of one is an error.

${knownFailures.map(({ reason, specs }) => `- ${specs.map((spec) => `\`${spec}\``).join(', ')}: ${reason}`).join('\n')}
`;
}

/** The lowest operator set with these operators in the form opset 18 has them in. */
export function opsetOf(operators: readonly string[]): number {
  return operators.reduce((highest, operator) => {
    const version = operatorVersions[operator];
    if (version === undefined) throw new Error(`operator \`${operator}\` is missing in operator-versions.ts`);
    return Math.max(highest, version);
  }, 1);
}
