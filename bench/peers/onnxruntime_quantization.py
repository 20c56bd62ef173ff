"""ONNX Runtime's own quantizer: static QDQ, per-channel int8 weights, uint8 activations, as its documentation advises.

python onnxruntime_quantization.py model.onnx out.onnx calibration.npy MinMax|Entropy|Percentile
"""
import os
import sys
import tempfile

import numpy
import onnx
from onnxruntime.quantization import CalibrationDataReader, CalibrationMethod, QuantFormat, QuantType, quantize_static
from onnxruntime.quantization.shape_inference import quant_pre_process


class Batches(CalibrationDataReader):
    def __init__(self, name, x):
        # Its histograms take batches of one size only.
        size = max(size for size in range(1, 65) if len(x) % size == 0)
        self.batches = iter([{name: x[start : start + size]} for start in range(0, len(x), size)])

    def get_next(self):
        return next(self.batches, None)


source, target, calibration, method = sys.argv[1:]
with tempfile.TemporaryDirectory() as folder:
    prepared = os.path.join(folder, "prepared.onnx")
    quant_pre_process(source, prepared)
    name = onnx.load(prepared).graph.input[0].name
    quantize_static(
        prepared,
        target,
        Batches(name, numpy.load(calibration).astype(numpy.float32)),
        quant_format=QuantFormat.QDQ,
        per_channel=True,
        activation_type=QuantType.QUInt8,
        weight_type=QuantType.QInt8,
        calibrate_method=getattr(CalibrationMethod, method),
    )
