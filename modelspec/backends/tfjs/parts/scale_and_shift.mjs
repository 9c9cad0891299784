import * as tf from "@tensorflow/tfjs";

/** `x` times a layer's gamma plus its beta, where it has them, along `axes`. */
export function scaleAndShift(layer, x, axes) {
	const shape = x.shape.map((length, axis) =>
		axes.includes(axis) ? length : 1,
	);
	const scaled = layer.scale
		? tf.mul(x, tf.reshape(layer.gamma.read(), shape))
		: x;
	return layer.center
		? tf.add(scaled, tf.reshape(layer.beta.read(), shape))
		: scaled;
}
