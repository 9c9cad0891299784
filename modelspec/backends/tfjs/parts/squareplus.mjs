import * as tf from "@tensorflow/tfjs";

/** (x + sqrt(x^2 + b)) / 2, a smooth ReLU. */
export function squareplus(x, b = 4) {
	return tf.div(tf.add(x, tf.sqrt(tf.add(tf.square(x), b))), 2);
}
