import * as tf from "@tensorflow/tfjs";

/**
 * Keras's he_normal. A normal that is cut at 2 std has 0.8796 of its std;
 * the divisor makes up for that, as TensorFlow.js's own does not.
 */
export function heNormal() {
	return tf.initializers.varianceScaling({
		scale: 2 / 0.8796256610342398 ** 2,
		mode: "fanIn",
		distribution: "normal",
	});
}
