import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { get, type IncomingMessage } from 'node:http';
import { fileURLToPath } from 'node:url';
import { execaNode } from 'execa';

/** The compiled command line, as users run it. */
const cli = fileURLToPath(new URL('../../dist/pipeline/cli.js', import.meta.url));

/** `ortune dashboard` in a process of its own, with one viewer of one study. */
export interface Served {
  /** Processor time that its process has taken so far, in seconds; Linux only, NaN elsewhere. */
  cpuSeconds(): Promise<number>;
  bytes(): number;
  close(): Promise<void>;
}

/** @param onEvent told of each event of the study's stream; without it what comes is not even read as text */
export async function serve(folder: string, onEvent?: (event: string, json: string) => void): Promise<Served> {
  const server = execaNode(cli, ['dashboard', folder, '--port', '0'], {
    nodeOptions: [],
    reject: false,
    buffer: false,
  });
  const [printed] = await once(server.stdout, 'data');
  const address = String(printed).trim();
  const list = await firstEvent(`${address}events`);
  const [, key] = /"key":"([0-9a-f]+)"/.exec(list) ?? [];
  const stream = await open(`${address}studies/${key}/events`);
  let bytes = 0;
  const begun = new Promise<void>((resolve) => {
    let text = '';
    stream.on('data', (chunk: Buffer) => {
      bytes += chunk.length;
      if (!onEvent) {
        if (bytes > 10_000) resolve();
        return;
      }
      text += chunk.toString();
      for (let end = text.indexOf('\n\n'); end >= 0; end = text.indexOf('\n\n')) {
        const [, event = '', json = ''] = /^event: (.*)\ndata: (.*)$/s.exec(text.slice(0, end)) ?? [];
        text = text.slice(end + 2);
        if (event !== '') onEvent(event, json);
        if (event === 'study') resolve();
      }
    });
  });
  await begun;
  return {
    async cpuSeconds() {
      const fields = (await readFile(`/proc/${server.pid}/stat`, 'utf8').catch(() => ''))
        .split(') ')
        .at(-1)
        ?.split(' ');
      // Fields 14 and 15 of proc(5), in hundredths of a second.
      return (Number(fields?.[11]) + Number(fields?.[12])) / 100;
    },
    bytes: () => bytes,
    async close() {
      stream.destroy();
      server.kill('SIGINT');
      await server;
    },
  };
}

const open = (address: string): Promise<IncomingMessage> =>
  new Promise((resolve, reject) => get(address, resolve).on('error', reject));

async function firstEvent(address: string): Promise<string> {
  const stream = await open(address);
  let text = '';
  for await (const chunk of stream) {
    text += String(chunk);
    if (/^event: .*\ndata: .*\n\n/m.test(text)) break;
  }
  return text;
}
