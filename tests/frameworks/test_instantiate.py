"""`Model.instantiate` gives a live model of either framework."""

from pathlib import Path

import pytest

import modelspec

SPEC = Path(__file__).parents[2] / "examples" / "2_mnist_mlp.modelspec.yaml"
pytestmark = pytest.mark.frameworks


def test_keras() -> None:
    model = modelspec.load(SPEC).instantiate("keras")
    assert model.count_params() == 101_770


def test_torch() -> None:
    model = modelspec.load(SPEC).instantiate("torch")
    assert sum(parameter.numel() for parameter in model.parameters()) == 101_770


def test_a_model_that_is_no_python_object() -> None:
    with pytest.raises(modelspec.ModelspecError, match=r"TensorFlow\.js model is no Python object; `modelspec build"):
        modelspec.load(SPEC).instantiate("tfjs")


def test_an_unknown_backend() -> None:
    with pytest.raises(modelspec.ModelspecError, match="did you mean `torch`"):
        modelspec.load(SPEC).instantiate("trch")
