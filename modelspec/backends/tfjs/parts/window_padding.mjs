/**
 * The cells that `padding` adds before and after each axis of space, as Keras
 * counts them. TensorFlow.js has no "causal", and in three dimensions a wrong
 * "same" where strides are longer than windows.
 */
export function windowPadding(lengths, spans, strides, padding) {
	return lengths.map((length, axis) => {
		const span = spans[axis];
		const stride = strides[axis];
		if (padding === "valid") {
			return [0, 0];
		}
		if (padding === "causal") {
			return [span - 1, 0];
		}
		const reach = (Math.ceil(length / stride) - 1) * stride + span;
		const missing = Math.max(reach - length, 0);
		const before = Math.floor(missing / 2);
		return [before, missing - before];
	});
}
