import { type ExitCode, exitCodes } from '../../errors.js';
import { chooseDisplay, ownSurroundings } from '../progress/choose-display.js';
import { colouredText, plainText } from '../progress/paint.js';
import { loadReportData } from '../report/load-report-data.js';
import { renderShow } from './show-text.js';

/** `ortune show`: a study on one screen. @throws OrtuneError */
export async function show(place: string, { study }: { readonly study?: string }): Promise<ExitCode> {
  const data = await loadReportData(place, study);
  const { stdout } = process;
  const { colour } = chooseDisplay({}, ownSurroundings());
  const { columns = Infinity, rows = 40 } = stdout;
  stdout.write(`${renderShow(data, { columns, rows, paint: colour ? colouredText : plainText }).join('\n')}\n`);
  return exitCodes.done;
}
