import * as tf from "@tensorflow/tfjs";
import { stretch } from "./stretch.mjs";

/**
 * The larger entry. tf.layers.maximum has no gradient where shapes differ.
 */
export class BroadcastMaximum extends tf.layers.maximum().constructor {
	static className = "BroadcastMaximum";

	mergeFunction(inputs) {
		return inputs.reduce((a, b) => tf.maximum(...stretch(a, b)));
	}
}

tf.serialization.registerClass(BroadcastMaximum);
