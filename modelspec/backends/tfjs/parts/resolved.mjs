import * as tf from "@tensorflow/tfjs";

/**
 * A layer's options with the initializers and regularizers that they name.
 * TensorFlow.js has no function for that, only layers that do it for their own
 * options, as this one does, which is never built.
 */
export function resolved(options) {
	const found = { ...options };
	for (const [key, value] of Object.entries(options)) {
		if (key.endsWith("Initializer")) {
			const layer = tf.layers.dense({ units: 1, kernelInitializer: value });
			found[key] = layer.kernelInitializer;
		} else if (key.endsWith("Regularizer")) {
			const layer = tf.layers.dense({ units: 1, kernelRegularizer: value });
			found[key] = layer.kernelRegularizer;
		}
	}
	return found;
}
