import * as tf from "@tensorflow/tfjs";
import { borderPairs } from "./border_pairs.mjs";
import { padSpace } from "./pad_space.mjs";

/** Zeros around the axes of space. TensorFlow.js has it over two axes only. */
export class ZeroPadding extends tf.layers.Layer {
	static className = "ZeroPadding";

	constructor(config) {
		super(config);
		this.padding = config.padding ?? 1;
	}

	call(inputs) {
		return tf.tidy(() => {
			const [x] = [inputs].flat();
			const pairs = borderPairs(this.padding, x.rank - 2);
			return padSpace(x, pairs);
		});
	}

	computeOutputShape(inputShape) {
		const lengths = inputShape.slice(1, -1);
		const pairs = borderPairs(this.padding, lengths.length);
		const padded = lengths.map(
			(length, i) => length && length + pairs[i][0] + pairs[i][1],
		);
		return [inputShape[0], ...padded, inputShape.at(-1)];
	}

	getConfig() {
		return { ...super.getConfig(), padding: this.padding };
	}
}

tf.serialization.registerClass(ZeroPadding);
