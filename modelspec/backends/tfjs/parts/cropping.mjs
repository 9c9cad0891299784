import * as tf from "@tensorflow/tfjs";
import { borderPairs } from "./border_pairs.mjs";
import { cutSpace } from "./cut_space.mjs";

/**
 * Cells cut off the axes of space. TensorFlow.js has it over two axes only, of
 * known lengths.
 */
export class Cropping extends tf.layers.Layer {
	static className = "Cropping";

	constructor(config) {
		super(config);
		this.cropping = config.cropping ?? 1;
	}

	call(inputs) {
		return tf.tidy(() => {
			const [x] = [inputs].flat();
			const pairs = borderPairs(this.cropping, x.rank - 2);
			const starts = pairs.map(([before]) => before);
			const lengths = this.computeOutputShape(x.shape).slice(1, -1);
			return cutSpace(x, starts, lengths);
		});
	}

	computeOutputShape(inputShape) {
		const lengths = inputShape.slice(1, -1);
		const pairs = borderPairs(this.cropping, lengths.length);
		const left = lengths.map(
			(length, i) => length && length - pairs[i][0] - pairs[i][1],
		);
		return [inputShape[0], ...left, inputShape.at(-1)];
	}

	getConfig() {
		return { ...super.getConfig(), cropping: this.cropping };
	}
}

tf.serialization.registerClass(Cropping);
