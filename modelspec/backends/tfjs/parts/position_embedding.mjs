import * as tf from "@tensorflow/tfjs";
import { resolved } from "./resolved.mjs";
import { serialized } from "./serialized.mjs";

/**
 * A trainable table of `length` positions, broadcast to its input's shape.
 * TensorFlow.js has none, nor has Keras itself.
 */
export class PositionEmbedding extends tf.layers.Layer {
	static className = "PositionEmbedding";

	constructor(config) {
		super(config);
		const { length, embeddingsInitializer, embeddingsRegularizer } = config;
		this.options = resolved({
			length,
			embeddingsInitializer,
			embeddingsRegularizer,
		});
	}

	build(inputShape) {
		const { length, embeddingsInitializer, embeddingsRegularizer } =
			this.options;
		this.embeddings = this.addWeight(
			"embeddings",
			[length, inputShape.at(-1)],
			"float32",
			embeddingsInitializer,
			embeddingsRegularizer,
		);
		super.build(inputShape);
	}

	call(inputs) {
		return tf.tidy(() => {
			const [x] = [inputs].flat();
			const [length, width] = x.shape.slice(-2);
			const rows = tf.slice(this.embeddings.read(), 0, [length, width]);
			// Its gradient is defined for any rank; that of tf.broadcastTo is not.
			return tf.add(tf.zeros(x.shape), rows);
		});
	}

	getConfig() {
		return { ...super.getConfig(), ...serialized(this.options) };
	}
}

tf.serialization.registerClass(PositionEmbedding);
