import * as tf from "@tensorflow/tfjs";
import { l1 } from "./l1.mjs";
import { l2 } from "./l2.mjs";

/** l1 * sum|x| + l2 * sum(x^2); at 0 the gradient is 0 (TensorFlow.js: -l1). */
export class ExactL1 extends tf.regularizers.l1l2().constructor {
	static className = "ExactL1";

	constructor({ l1, l2 = 0 }) {
		super({ l1, l2 });
	}

	apply(x) {
		return tf.tidy(() => tf.add(l1(x, this.l1), l2(x, this.l2)));
	}
}

tf.serialization.registerClass(ExactL1);
