// Tensors as they travel: a shape, a type, and the entries' bytes in base64.

export function arrays(tf) {
	/** One tensor as it is, several as a list: what generated functions take. */
	function toTensors(written) {
		const found = written.map(toTensor);
		return found.length === 1 ? found[0] : found;
	}

	function toTensor({ shape, type, data }) {
		// Copied: Node.js may keep short buffers at places where no number may begin.
		const bytes = new Uint8Array(Buffer.from(data, "base64")).buffer;
		const Entries = type === "int32" ? Int32Array : Float32Array;
		return tf.tensor(new Entries(bytes), shape, type);
	}

	function toArray(tensor) {
		const { buffer, byteOffset, byteLength } = tensor.dataSync();
		const data = Buffer.from(buffer, byteOffset, byteLength).toString("base64");
		return { shape: tensor.shape, type: tensor.dtype, data };
	}

	return { toTensors, toArray };
}
