import * as tf from "@tensorflow/tfjs";

/**
 * Applies an activation by its name; none is linear. TensorFlow.js has no
 * function for that, only a layer.
 */
export function applyActivation(activation, x) {
	return tf.layers.activation({ activation }).call(x, {});
}
