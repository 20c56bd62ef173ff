import type { backend_util } from '@tensorflow/tfjs-core';

/**
 * The padding at the end for which ONNX, which derives the number of windows from it, gets as many as tfjs. tfjs rounds
 * up on request (`dimRoundingMode: 'ceil'`), and for numeric paddings it counts the windows along the width by the
 * filter's height; so its padding may be too small or too large. Negative where borders have to be cut off.
 */
function exact(pad: number, begin: number, windows: number, stride: number, reach: number, size: number): number {
  const least = (windows - 1) * stride + reach - size - begin;
  return Math.max(least, Math.min(pad, least + stride - 1));
}

export function withExactPads2d(info: backend_util.Conv2DInfo): backend_util.Conv2DInfo {
  const { padInfo, outHeight, outWidth, strideHeight, strideWidth, inHeight, inWidth } = info;
  const { effectiveFilterHeight, effectiveFilterWidth } = info;
  const bottom = exact(padInfo.bottom, padInfo.top, outHeight, strideHeight, effectiveFilterHeight, inHeight);
  const right = exact(padInfo.right, padInfo.left, outWidth, strideWidth, effectiveFilterWidth, inWidth);
  return { ...info, padInfo: { ...padInfo, bottom, right } };
}

export function withExactPads3d(info: backend_util.Conv3DInfo): backend_util.Conv3DInfo {
  const { padInfo, outDepth, strideDepth, effectiveFilterDepth, inDepth } = info;
  const back = exact(padInfo.back, padInfo.front, outDepth, strideDepth, effectiveFilterDepth, inDepth);
  const { outHeight, strideHeight, effectiveFilterHeight, inHeight } = info;
  const bottom = exact(padInfo.bottom, padInfo.top, outHeight, strideHeight, effectiveFilterHeight, inHeight);
  const { outWidth, strideWidth, effectiveFilterWidth, inWidth } = info;
  const right = exact(padInfo.right, padInfo.left, outWidth, strideWidth, effectiveFilterWidth, inWidth);
  return { ...info, padInfo: { ...padInfo, back, bottom, right } };
}
