import * as tf from "@tensorflow/tfjs";

/** x, at most maxValue; below the threshold, slope * (x - threshold). */
export function relu(x, { negativeSlope = 0, maxValue, threshold = 0 }) {
	const positive = tf.mul(x, tf.step(tf.sub(x, threshold)));
	const negative = tf.mul(negativeSlope, tf.relu(tf.sub(threshold, x)));
	const capped =
		maxValue === undefined ? positive : tf.minimum(positive, maxValue);
	return tf.sub(capped, negative);
}
