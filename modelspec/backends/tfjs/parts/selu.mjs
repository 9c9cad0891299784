import * as tf from "@tensorflow/tfjs";

/** SELU; at 0 its gradient is the scale 1.05 as in Keras (tf.selu: 1.76). */
export function selu(x) {
	const alpha = 1.6732632423543772;
	const negative = tf.mul(alpha, tf.expm1(tf.minimum(0, x)));
	return tf.mul(1.0507009873554805, tf.add(tf.maximum(x, 0), negative));
}
