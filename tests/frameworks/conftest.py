"""TensorFlow as Keras's backend, quiet and on the processor, for every test of this folder."""

import os
from collections.abc import Iterator

import pytest

os.environ["KERAS_BACKEND"] = "tensorflow"
os.environ.setdefault("CUDA_VISIBLE_DEVICES", "-1")
os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
os.environ.setdefault("TF_ENABLE_ONEDNN_OPTS", "0")


@pytest.fixture
def float64() -> Iterator[None]:
    """Keras makes float64 layers and variables."""
    set_float("float64")
    yield
    set_float("float32")


def set_float(dtype: str) -> None:
    """Set both of Keras's global types: the policy of layers remembers the one it first saw."""
    keras = pytest.importorskip("keras")
    keras.config.set_floatx(dtype)
    keras.config.set_dtype_policy(dtype)
