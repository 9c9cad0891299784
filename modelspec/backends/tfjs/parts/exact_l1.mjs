import * as tf from "@tensorflow/tfjs";
import { l1 } from "./l1.mjs";
import { l2 } from "./l2.mjs";

/** l1 * sum|x| + l2 * sum(x^2); at 0 the gradient is 0 (TensorFlow.js: -l1). */
export class ExactL1 extends tf.serialization.Serializable {
	static className = "ExactL1";

	constructor(config) {
		super();
		this.config = { l1: config.l1, l2: config.l2 ?? 0 };
	}

	apply(x) {
		return tf.tidy(() => tf.add(l1(x, this.config.l1), l2(x, this.config.l2)));
	}

	getConfig() {
		return this.config;
	}
}
tf.serialization.registerClass(ExactL1);
