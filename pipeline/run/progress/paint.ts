import { styleText } from 'node:util';

export type Style = Extract<Parameters<typeof styleText>[0], string>;

/** Colours text, or leaves it as it is. */
export type Paint = (style: Style, text: string) => string;

export const plainText: Paint = (_style, text) => text;

// The stream is not asked here: whether there is colour is decided once, by `chooseDisplay`.
export const colouredText: Paint = (style, text) => styleText(style, text, { validateStream: false });
