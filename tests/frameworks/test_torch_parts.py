"""Every part of the PyTorch backend against the Keras layer that it stands for, in float64."""

from collections.abc import Callable
from typing import Any

import keras
import numpy as np
import pytest
import torch
import torch.nn.functional as F
from parity import Array, close, compare, randomize, to_first, to_last, with_weights
from torch import Tensor, nn

from modelspec.backends.torch.parts.average_pool_same import average_pool_same
from modelspec.backends.torch.parts.batch_norm import BatchNorm
from modelspec.backends.torch.parts.celu import celu
from modelspec.backends.torch.parts.dot import dot
from modelspec.backends.torch.parts.gaussian_dropout import GaussianDropout
from modelspec.backends.torch.parts.gaussian_noise import GaussianNoise
from modelspec.backends.torch.parts.group_norm import GroupNorm
from modelspec.backends.torch.parts.hard_tanh import hard_tanh
from modelspec.backends.torch.parts.layer_norm import LayerNorm
from modelspec.backends.torch.parts.maximum import maximum
from modelspec.backends.torch.parts.minimum import minimum
from modelspec.backends.torch.parts.multi_head_attention import MultiHeadAttention
from modelspec.backends.torch.parts.p_relu import PReLU
from modelspec.backends.torch.parts.pad_same import pad_same
from modelspec.backends.torch.parts.relu import relu
from modelspec.backends.torch.parts.selu import selu
from modelspec.backends.torch.parts.separable_conv import SeparableConv
from modelspec.backends.torch.parts.shared_alpha_dropout import SharedAlphaDropout
from modelspec.backends.torch.parts.shared_dropout import SharedDropout
from modelspec.backends.torch.parts.sparse_plus import sparse_plus
from modelspec.backends.torch.parts.sparse_sigmoid import sparse_sigmoid
from modelspec.backends.torch.parts.squareplus import squareplus

pytestmark = [pytest.mark.frameworks, pytest.mark.usefixtures("float64")]


def numbers(*shape: int, seed: int = 1) -> Array:
    return np.random.default_rng(seed).normal(size=shape)


# Windows


@pytest.mark.parametrize("size", [7, 8, 9])
@pytest.mark.parametrize(("kernel", "stride", "dilation"), [(3, 2, 1), (2, 2, 1), (4, 3, 1), (1, 2, 1), (3, 1, 2)])
def test_convolution_same(size: int, kernel: int, stride: int, dilation: int) -> None:
    layer = keras.layers.Conv1D(5, kernel, stride, "same", dilation_rate=dilation)

    def part(kernel_: dict[str, Tensor], x: Tensor) -> Tensor:
        padded = pad_same(to_first(x), (kernel,), (stride,), (dilation,))
        return to_last(F.conv1d(padded, **kernel_, stride=stride, dilation=dilation))

    compare(layer, part, [numbers(2, size, 3)], lambda k, b: {"weight": k.permute(2, 1, 0), "bias": b})


def test_pad_same_has_its_own_size_kernel_and_stride_on_each_axis() -> None:
    layer = keras.layers.Conv2D(4, (3, 5), (2, 3), "same")

    def part(kernel: dict[str, Tensor], x: Tensor) -> Tensor:
        return to_last(F.conv2d(pad_same(to_first(x), (3, 5), (2, 3), (1, 1)), **kernel, stride=(2, 3)))

    compare(layer, part, [numbers(2, 8, 7, 3)], lambda k, b: {"weight": k.permute(3, 2, 0, 1), "bias": b})


def test_separable_conv_has_its_bias_behind_the_mix() -> None:
    part = SeparableConv(nn.Conv1d(3, 6, 2, groups=3, bias=False), nn.Conv1d(6, 4, 1)).double()
    call = with_weights(part)
    compare(
        keras.layers.SeparableConv1D(4, 2, depth_multiplier=2),
        lambda weights, x: to_last(call(weights, to_first(x))),
        [numbers(2, 7, 3)],
        lambda depthwise, pointwise, bias: {
            "depthwise.weight": depthwise.permute(1, 2, 0).reshape(6, 1, 2),
            "pointwise.weight": pointwise.permute(2, 1, 0),
            "pointwise.bias": bias,
        },
    )


@pytest.mark.parametrize("sizes", [(6, 7), (9, 8)])
def test_max_pool_same(sizes: tuple[int, int]) -> None:
    def part(x: Tensor) -> Tensor:
        return to_last(F.max_pool2d(pad_same(to_first(x), (3, 2), (2, 2), (1, 1), -torch.inf), (3, 2), 2))

    compare(keras.layers.MaxPooling2D((3, 2), 2, "same"), part, [numbers(2, *sizes, 3) - 3])


@pytest.mark.parametrize(("sizes", "window", "stride"), [((9,), 3, 2), ((8,), 4, 3), ((7, 6), 3, 2), ((5, 6, 7), 2, 2)])
def test_average_pool_same(sizes: tuple[int, ...], window: int, stride: int) -> None:
    n = len(sizes)
    kinds = (keras.layers.AveragePooling1D, keras.layers.AveragePooling2D, keras.layers.AveragePooling3D)

    def part(x: Tensor) -> Tensor:
        return to_last(average_pool_same(to_first(x), (window,) * n, (stride,) * n))

    # TensorFlow's 3-D pooling of float64 runs on no processor.
    float32 = n == 3
    dtype = "float32" if float32 else "float64"
    x = numbers(2, *sizes, 3).astype(dtype)
    compare(kinds[n - 1](window, stride, "same", dtype=dtype), part, [x], tolerance=1e-6 if float32 else 1e-12)


# Normalization


@pytest.mark.parametrize("shape", [(6, 3), (4, 5, 3), (4, 5, 6, 3)])
@pytest.mark.parametrize(("center", "scale"), [(True, True), (True, False), (False, True), (False, False)])
@pytest.mark.parametrize("training", [True, False])
def test_batch_norm(shape: tuple[int, ...], center: bool, scale: bool, training: bool) -> None:
    layer = keras.layers.BatchNormalization(epsilon=0.01, momentum=0.75, center=center, scale=scale)
    part = BatchNorm(3, eps=0.01, momentum=0.75, center=center, scale=scale).double().train(training)
    names = [name for name, on in (("weight", scale), ("bias", center)) if on]
    layer.build(shape)
    copy_moving_statistics(layer, part)
    call = with_weights(part)
    compare(
        layer,
        lambda weights, x: to_last(call(weights, to_first(x))),
        [numbers(*shape)],
        lambda *gamma_beta: dict(zip(names, gamma_beta, strict=True)),
        training=training,
    )
    close(part.running_mean, layer.moving_mean, 1e-12)
    close(part.running_var, layer.moving_variance, 1e-12)


def copy_moving_statistics(layer: keras.layers.BatchNormalization, part: BatchNorm) -> None:
    randomize(layer)  # the numbers that compare will give the layer
    part.running_mean.copy_(torch.tensor(layer.moving_mean.numpy()))
    part.running_var.copy_(torch.tensor(layer.moving_variance.numpy()))


def test_frozen_batch_norm_is_in_inference_mode_while_training() -> None:
    layer = keras.layers.BatchNormalization(trainable=False)
    layer.build((5, 3))
    part = BatchNorm(3, frozen=True).double()
    copy_moving_statistics(layer, part)
    gamma, beta = (torch.tensor(w.numpy()) for w in layer.weights[:2])
    call = with_weights(part)
    compare(layer, lambda x: call({"weight": gamma, "bias": beta}, x), [numbers(5, 3)], training=True)
    close(part.running_mean, layer.moving_mean, 0)


@pytest.mark.parametrize(("center", "scale"), [(True, True), (False, True), (True, False), (False, False)])
@pytest.mark.parametrize("axes", [(1,), (2,), (1, 2), (1, 3), (3,)])
def test_layer_norm(axes: tuple[int, ...], center: bool, scale: bool) -> None:
    shape = (2, 3, 4, 5)
    layer = keras.layers.LayerNormalization(list(axes), epsilon=0.01, center=center, scale=scale)
    part = LayerNorm(axes, tuple(shape[a] for a in axes), eps=0.01, center=center, scale=scale).double()
    names = [name for name, on in (("weight", scale), ("bias", center)) if on]
    compare(layer, with_weights(part), [numbers(*shape)], lambda *w: dict(zip(names, w, strict=True)))


def test_layer_norm_of_the_last_axis_of_an_image_is_axis_1_channels_first() -> None:
    call = with_weights(LayerNorm((1,), (3,)).double())
    compare(
        keras.layers.LayerNormalization(),
        lambda weights, x: to_last(call(weights, to_first(x))),
        [numbers(2, 4, 5, 3)],
        lambda gamma, beta: {"weight": gamma, "bias": beta},
    )


@pytest.mark.parametrize(("center", "scale"), [(True, True), (False, True), (True, False), (False, False)])
@pytest.mark.parametrize("shape", [(5, 6), (5, 4, 6), (5, 3, 4, 6)])
def test_group_norm(shape: tuple[int, ...], center: bool, scale: bool) -> None:
    layer = keras.layers.GroupNormalization(2, epsilon=0.01, center=center, scale=scale)
    call = with_weights(GroupNorm(2, 6, eps=0.01, center=center, scale=scale).double())
    names = [name for name, on in (("weight", scale), ("bias", center)) if on]
    compare(
        layer,
        lambda weights, x: to_last(call(weights, to_first(x))),
        [numbers(*shape)],
        lambda *gamma_beta: dict(zip(names, gamma_beta, strict=True)),
    )


# Noise: the frameworks' random numbers differ, so the moments are compared.


@pytest.mark.parametrize(
    ("layer", "part"),
    [
        (keras.layers.GaussianNoise(0.3), GaussianNoise(0.3)),
        (keras.layers.GaussianDropout(0.3), GaussianDropout(0.3)),
        (keras.layers.Dropout(0.3, noise_shape=(None, 1, 500)), SharedDropout(0.3, (None, 1, 500))),
        (keras.layers.AlphaDropout(0.3, noise_shape=(None, 1, 500)), SharedAlphaDropout(0.3, (None, 1, 500))),
    ],
)
def test_noise(layer: keras.layers.Layer, part: nn.Module) -> None:
    x = np.full((400, 5, 500), 2.0)  # So many that the bounds are six standard deviations away.
    torch.manual_seed(1)
    expected = layer(x, training=True).numpy()
    actual = part(torch.tensor(x)).numpy()
    assert abs(actual.mean() - expected.mean()) < 0.03
    assert abs(actual.std() - expected.std()) < 0.03
    assert abs(actual.std(1).mean() - expected.std(1).mean()) < 0.01  # 0 where axis 1 shares a mask
    assert torch.equal(part.eval()(torch.tensor(x)), torch.tensor(x))


# Activations and merges. The numbers hold every kink.


POINTS = np.concatenate([np.arange(-8, 9) / 2, numbers(30) * 3, [40.0, -40.0]])[None]


@pytest.mark.parametrize(
    ("name", "part", "tolerance"),
    [
        ("celu", celu, 1e-12),
        ("hard_tanh", hard_tanh, 1e-12),
        ("selu", selu, 1e-12),
        ("sparse_plus", sparse_plus, 1e-12),
        ("sparse_sigmoid", sparse_sigmoid, 1e-12),
        ("squareplus", squareplus, 1e-12),
    ],
)
def test_activation(name: str, part: Callable[[Tensor], Tensor], tolerance: float) -> None:
    compare(keras.activations.get(name), part, [POINTS], tolerance=tolerance)


def test_squareplus_b() -> None:
    compare(lambda x: keras.activations.squareplus(x, 2.0), lambda x: squareplus(x, 2.0), [POINTS])


@pytest.mark.parametrize("max_value", [None, 3.0])
@pytest.mark.parametrize("negative_slope", [0.0, 0.25])
@pytest.mark.parametrize("threshold", [0.0, 0.5])
def test_relu(max_value: float | None, negative_slope: float, threshold: float) -> None:
    options: dict[str, Any] = {"max_value": max_value, "negative_slope": negative_slope, "threshold": threshold}
    points = POINTS
    if negative_slope and max_value is None and threshold == 0:
        points = points[points != 0][None]  # Keras has leaky_relu's slope at 0 here, as F.leaky_relu has
    compare(keras.layers.ReLU(**options), lambda x: relu(x, **options), [points])


def test_p_relu() -> None:
    x = numbers(2, 4, 5, 3)
    x[0, 0] = 0
    call = with_weights(PReLU((3, 4, 1)).double())
    compare(
        keras.layers.PReLU(shared_axes=[2]),
        lambda weights, x: to_last(call(weights, to_first(x))),
        [x],
        lambda alpha: {"weight": alpha.permute(2, 0, 1)},
    )


@pytest.mark.parametrize(("kind", "part"), [(keras.layers.Maximum, maximum), (keras.layers.Minimum, minimum)])
def test_ties_go_to_the_first(kind: type[keras.layers.Layer], part: Callable[[Tensor, Tensor], Tensor]) -> None:
    a, b = numbers(4, 5), numbers(4, 5, seed=2)
    a[:2] = b[:2]
    compare(lambda *xs: kind()(xs), part, [a, b])
    nan = torch.tensor([torch.nan])
    assert part(nan, torch.ones(1)).isnan()
    assert part(torch.ones(1), nan).isnan()


@pytest.mark.parametrize("normalize", [False, True])
@pytest.mark.parametrize(
    ("a", "b", "axes"),
    [
        ((3, 4), (3, 4), (1, 1)),
        ((3, 4, 5), (3, 5), (2, 1)),
        ((3, 5), (3, 4, 5), (1, 2)),
        ((3, 4, 5), (3, 6, 4), (1, 2)),
        ((3, 4, 5), (3, 4, 5), (-1, -1)),
        ((3, 2, 4, 5), (3, 5, 4, 6), (2, 2)),
    ],
)
def test_dot(a: tuple[int, ...], b: tuple[int, ...], axes: tuple[int, int], normalize: bool) -> None:
    first = numbers(*a)
    first[0] *= 1e-9  # below the norm that is still divided by
    compare(
        lambda *xs: keras.layers.Dot(axes, normalize)(xs),
        lambda x, y: dot(x, y, axes, normalize),
        [first, numbers(*b, seed=2)],
    )


# Attention


@pytest.mark.parametrize("causal", [False, True])
@pytest.mark.parametrize("use_bias", [False, True])
def test_multi_head_attention(causal: bool, use_bias: bool) -> None:
    # With a key_dim of 4 Keras's scale is exact; others it rounds to float32.
    layer = keras.layers.MultiHeadAttention(2, 4, value_dim=3, output_shape=7, use_bias=use_bias)
    options: dict[str, Any] = {"use_bias": use_bias, "use_causal_mask": causal}
    part = MultiHeadAttention(6, 4, 5, num_heads=2, key_dim=4, value_dim=3, output_dim=7, **options).double()
    inputs = [numbers(3, 5, 6), numbers(3, 4, 4, seed=2), numbers(3, 4, 5, seed=3)]
    compare(layer, with_weights(part), inputs, attention_weights, use_causal_mask=causal)


def attention_weights(*weights: Tensor) -> dict[str, Tensor]:
    """Keras's kernels (size, heads, dim), the output's (heads, dim, size), as weights of nn.Linear."""
    kernels = [w for w in weights if w.dim() == 3]
    biases = [w for w in weights if w.dim() < 3]
    names = ("query", "key", "value")
    own = {f"{name}.weight": w.flatten(1).T for name, w in zip(names, kernels, strict=False)}
    own["output.weight"] = kernels[3].flatten(0, 1).T
    return own | {f"{name}.bias": b.flatten() for name, b in zip((*names, "output"), biases, strict=False)}


def test_attention_projections_are_what_keras_penalizes() -> None:
    layer = keras.layers.MultiHeadAttention(2, 4, activity_regularizer=keras.regularizers.L2(0.5))
    x = numbers(3, 5, 6)
    layer(x, x)
    randomize(layer)
    layer(x, x)
    part = MultiHeadAttention(6, 6, 6, num_heads=2, key_dim=4, value_dim=4, output_dim=6).double()
    part.load_state_dict(attention_weights(*(torch.tensor(w.numpy()) for w in layer.weights)))
    leaf = torch.tensor(x)
    projections = part.projections(leaf, leaf, leaf)
    penalties = torch.stack([0.5 * y.square().sum() / len(x) for y in projections])
    close(penalties.sum(), sum(layer.losses), 1e-12)


def test_attention_dropout_drops_weights_and_scales_the_rest() -> None:
    torch.manual_seed(1)
    part = MultiHeadAttention(4, 4, 4, num_heads=1, key_dim=4, value_dim=4, output_dim=4, use_bias=False, dropout=0.25)
    nn.init.eye_(part.output.weight)
    x = torch.ones(1, 400, 4)
    kept = part(x, x, x) / part.value(x)
    assert abs(kept.mean().item() - 1) < 0.01
    assert 0.01 < kept[0, :, 0].std().item() < 0.05  # sqrt(1/3 / 400) = 0.03
    assert torch.allclose(part.eval()(x, x, x), part.value(x), atol=1e-6)
