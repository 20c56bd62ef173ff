"""The models of ONNX's backend tests with their inputs: python onnx_test_models.py FOLDER

FOLDER/<kind>/<name>/model.onnx and input_0.pb, ... beside it. The node tests are made by the package's own code, the
others are files in it.
"""
import glob
import os
import shutil
import sys
import warnings

import onnx
from onnx import TensorProto, numpy_helper
from onnx.backend.test.case import node
from onnx.backend.test.loader import DATA_DIR

warnings.simplefilter("ignore")
target = sys.argv[1]


def folder_of(kind, name):
    folder = os.path.join(target, kind, name)
    os.makedirs(folder, exist_ok=True)
    return folder


def tensor(value, name):
    return value if isinstance(value, TensorProto) else numpy_helper.from_array(value, name)


for case in node.collect_testcases(None):
    folder = folder_of("node", case.name)
    onnx.save(case.model, os.path.join(folder, "model.onnx"))
    inputs, _ = case.data_sets[0]
    declared = case.model.graph.input
    # Other inputs (sequences, optionals) cannot be fed from Node, whatever is given for them.
    if all(info.type.HasField("tensor_type") for info in declared):
        for index, (value, info) in enumerate(zip(inputs, declared)):
            with open(os.path.join(folder, f"input_{index}.pb"), "wb") as file:
                file.write(tensor(value, info.name).SerializeToString())

for path in glob.glob(os.path.join(DATA_DIR, "*", "*", "model.onnx")):
    source = os.path.dirname(path)
    folder = folder_of(os.path.basename(os.path.dirname(source)), os.path.basename(source))
    for file in [path, *glob.glob(os.path.join(source, "test_data_set_0", "input_*.pb"))]:
        shutil.copy(file, folder)

for path in glob.glob(os.path.join(DATA_DIR, "light", "*.onnx")):
    shutil.copy(path, os.path.join(folder_of("light", os.path.splitext(os.path.basename(path))[0]), "model.onnx"))
