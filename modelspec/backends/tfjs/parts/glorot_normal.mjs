import * as tf from "@tensorflow/tfjs";

/**
 * Keras's glorot_normal. A normal that is cut at 2 std has 0.8796 of its std;
 * the divisor makes up for that, as TensorFlow.js's own does not.
 */
export function glorotNormal() {
	return tf.initializers.varianceScaling({
		scale: 1 / 0.8796256610342398 ** 2,
		mode: "fanAvg",
		distribution: "normal",
	});
}
