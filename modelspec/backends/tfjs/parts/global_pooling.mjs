import * as tf from "@tensorflow/tfjs";
import { evenMax } from "./even_max.mjs";

/**
 * The mean or the largest entry of each channel, over all axes of space.
 * TensorFlow.js has it over one axis and two, without `keepdims`, and gives
 * equal largest entries the whole gradient each.
 */
export class GlobalPooling extends tf.layers.Layer {
	static className = "GlobalPooling";

	constructor(config) {
		super(config);
		this.mode = config.mode;
		this.keepdims = config.keepdims ?? false;
	}

	call(inputs) {
		return tf.tidy(() => {
			const [x] = [inputs].flat();
			const axes = x.shape.slice(1, -1).map((_, i) => i + 1);
			const pool = this.mode === "max" ? evenMax : tf.mean;
			const y = pool(x, axes, true);
			return this.keepdims ? y : tf.squeeze(y, axes);
		});
	}

	computeOutputShape(inputShape) {
		const space = this.keepdims ? inputShape.slice(1, -1).map(() => 1) : [];
		return [inputShape[0], ...space, inputShape.at(-1)];
	}

	getConfig() {
		const { mode, keepdims } = this;
		return { ...super.getConfig(), mode, keepdims };
	}
}

tf.serialization.registerClass(GlobalPooling);
