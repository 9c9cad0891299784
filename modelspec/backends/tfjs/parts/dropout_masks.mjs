import * as tf from "@tensorflow/tfjs";

/**
 * Masks of dropout for tensors like `x`, or null for a rate of 0. They are kept
 * for all steps of a sequence.
 */
export function dropoutMasks(x, rate, count) {
	if (rate === 0) return null;
	return Array.from({ length: count }, () =>
		tf.keep(tf.dropout(tf.onesLike(x), rate)),
	);
}
