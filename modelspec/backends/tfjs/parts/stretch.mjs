import * as tf from "@tensorflow/tfjs";

/** Two tensors, stretched where they have length 1 and the other is longer. */
export function stretch(a, b) {
	const shape = tf.backend_util.assertAndGetBroadcastShape(a.shape, b.shape);
	const zeros = tf.zeros(shape);
	// Its gradient is defined for any rank; that of tf.broadcastTo is not.
	return [tf.add(a, zeros), tf.add(b, zeros)];
}
