import type { backend_util } from '@tensorflow/tfjs-core';

/**
 * Where tfjs rounds the number of windows up (`dimRoundingMode: 'ceil'`), the last one lies partly beyond the padding it
 * reports. ONNX derives the number of windows from the padding, so that has to cover the last one.
 */
const covering = (pad: number, begin: number, windows: number, stride: number, reach: number, size: number): number =>
  Math.max(pad, (windows - 1) * stride + reach - size - begin);

export function covering2d(info: backend_util.Conv2DInfo): backend_util.Conv2DInfo {
  const { padInfo, outHeight, outWidth, strideHeight, strideWidth, inHeight, inWidth } = info;
  const { effectiveFilterHeight, effectiveFilterWidth } = info;
  const bottom = covering(padInfo.bottom, padInfo.top, outHeight, strideHeight, effectiveFilterHeight, inHeight);
  const right = covering(padInfo.right, padInfo.left, outWidth, strideWidth, effectiveFilterWidth, inWidth);
  return { ...info, padInfo: { ...padInfo, bottom, right } };
}

export function covering3d(info: backend_util.Conv3DInfo): backend_util.Conv3DInfo {
  const { padInfo, outDepth, strideDepth, effectiveFilterDepth, inDepth } = info;
  const back = covering(padInfo.back, padInfo.front, outDepth, strideDepth, effectiveFilterDepth, inDepth);
  const { outHeight, strideHeight, effectiveFilterHeight, inHeight } = info;
  const bottom = covering(padInfo.bottom, padInfo.top, outHeight, strideHeight, effectiveFilterHeight, inHeight);
  const { outWidth, strideWidth, effectiveFilterWidth, inWidth } = info;
  const right = covering(padInfo.right, padInfo.left, outWidth, strideWidth, effectiveFilterWidth, inWidth);
  return { ...info, padInfo: { ...padInfo, back, bottom, right } };
}
