/** Asks the server for something about the study of this page. @returns why it was refused; undefined where it was not */
export async function ask(what: 'request' | 'trials', body: unknown): Promise<string | undefined> {
  try {
    const headers = { 'content-type': 'application/json' };
    const response = await fetch(what, { method: 'POST', headers, body: JSON.stringify(body) });
    return response.ok ? undefined : (await response.text()).trim();
  } catch {
    return 'the dashboard cannot be reached';
  }
}
