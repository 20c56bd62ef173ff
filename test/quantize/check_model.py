"""Checks .onnx files with onnx's checker, and runs them in its reference evaluator on x.npy; prints one JSON list."""
import json
import sys

import numpy
import onnx
from onnx.reference import ReferenceEvaluator

folder, *files = sys.argv[1:]
x = numpy.load(f"{folder}/x.npy")
results = []
for file in files:
    model = onnx.load(f"{folder}/{file}")
    onnx.checker.check_model(model, full_check=True)
    outputs = ReferenceEvaluator(model).run(None, {model.graph.input[0].name: x})
    results.append(outputs[0].astype(numpy.float64).ravel().tolist())
print(json.dumps(results))
