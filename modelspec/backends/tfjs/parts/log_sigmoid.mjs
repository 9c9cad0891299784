import * as tf from "@tensorflow/tfjs";

/** log(sigmoid(x)). The gradient of tf.logSigmoid fails within tf.tidy. */
export function logSigmoid(x) {
	return tf.neg(tf.softplus(tf.neg(x)));
}
