/** What failures of many models have in common, by their messages. */
const kinds: readonly (readonly [pattern: RegExp, name: (match: RegExpExecArray) => string])[] = [
  [/Could not find an implementation for ([\w.]+)\(/, ([, operator]) => `no kernel for ${operator}`],
  [/No Op registered for ([\w.]+)/, ([, operator]) => `operator ${operator} is not known`],
  [/ai\.onnx[\w.]*|Opset (\d+) is under development/i, () => 'operator set that this ONNX Runtime does not take'],
  [/Unsupported model IR version: (\d+)/, ([, version]) => `IR version ${version}, newer than this ONNX Runtime takes`],
  [/Failed to find kernel for ([\w.]+)\(/, ([, operator]) => `no kernel for ${operator}`],
  [
    /This is an invalid model. In Node, \("[^"]*", ([\w.]+)/,
    ([, operator]) => `not as this ONNX Runtime has ${operator}`,
  ],
  [/Exception during initialization: \S*?(\w+)\.(?:cc|h):/, ([, kernel]) => `refused by its kernel, ${kernel}`],
  [/Type Error/, () => 'types that do not agree'],
  [/none of its outputs is a tensor/, () => 'no output is a tensor'],
  [/while running (\w+) node/, ([, operator]) => `refused by ${operator} when it runs`],
  [/is (not a tensor);/, () => 'input is a sequence, a map or an optional'],
  [/is of type ([\w ]+);/, ([, type]) => `input of type ${type}`],
  [/a tensor of (\w+) cannot be fed/, ([, type]) => `its own input is ${type}`],
  [/Unsupported (?:tensor|data) type: (\w+)/i, ([, type]) => `output of type ${type}`],
  [/Type '?tensor\((\w+)\)'? of input parameter/, ([, type]) => `an operator does not take ${type}`],
];

export function reasonOf(message: string): string {
  for (const [pattern, name] of kinds) {
    const match = pattern.exec(message);
    if (match) return name(match);
  }
  return (
    message
      .replace(/^.*cannot be measured: /s, '')
      .replace(/\/\S+\//g, '')
      .split('\n')[0]
      ?.slice(0, 140) ?? message
  );
}
