import type { Picture } from '../../analyze/picture.js';
import { element } from './element.js';

interface CanvasOptions {
  /** What a reader who does not see it is told. */
  readonly label: string;
  /** Of its longer side on the page, in pixels. */
  readonly side: number;
}

/** A picture with its pixels as squares. */
export const pictureCanvas = (picture: Picture, options: CanvasOptions): HTMLCanvasElement =>
  drawCanvas({ ...picture, bytes: bytesOf(picture.pixels) }, options);

export interface RawPicture extends Pick<Picture, 'width' | 'height' | 'channels'> {
  readonly bytes: Uint8Array;
}

export function drawCanvas({ width, height, channels, bytes }: RawPicture, options: CanvasOptions): HTMLCanvasElement {
  const canvas = element('canvas', {
    class: 'picture',
    role: 'img',
    'aria-label': options.label,
    title: options.label,
  });
  canvas.width = width;
  canvas.height = height;
  const scale = options.side / Math.max(width, height);
  canvas.style.width = `${Math.round(width * scale)}px`;
  canvas.style.height = `${Math.round(height * scale)}px`;
  const context = canvas.getContext('2d');
  const image = context?.createImageData(width, height);
  if (!context || !image) return canvas;
  for (let pixel = 0; pixel < width * height; pixel++) {
    for (let colour = 0; colour < 3; colour++) {
      image.data[4 * pixel + colour] = bytes[pixel * channels + (channels === 3 ? colour : 0)] ?? 0;
    }
    image.data[4 * pixel + 3] = 255;
  }
  context.putImageData(image, 0, 0);
  return canvas;
}

export const bytesOf = (base64: string): Uint8Array => Uint8Array.from(atob(base64), (one) => one.charCodeAt(0));
