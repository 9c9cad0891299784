import * as tf from "@tensorflow/tfjs";

/**
 * The largest entries along `axes`, which are kept. Equal ones share the
 * gradient evenly, as in Keras; of `tf.max` each has the whole.
 */
export function evenMax(x, axes) {
	const largest = tf.customGrad((input, save) => {
		const value = tf.max(input, axes, true);
		const chosen = tf.cast(tf.equal(input, value), "float32");
		save([tf.div(chosen, tf.sum(chosen, axes, true))]);
		return { value, gradFunc: (dy, [shares]) => tf.mul(dy, shares) };
	});
	return largest(x);
}
