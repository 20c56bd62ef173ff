import { existsSync } from 'node:fs';

const places = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome', '/snap/bin/chromium'];

/** A Chromium to look at pages with: ORTUNE_CHROMIUM, or where systems have it; undefined where there is none. */
export const findBrowser = (): string | undefined =>
  process.env.ORTUNE_CHROMIUM ?? places.find((path) => existsSync(path));
