import * as tf from "@tensorflow/tfjs";
import { stretch } from "./stretch.mjs";

/**
 * The smaller entry. tf.layers.minimum has no gradient where shapes differ.
 */
export class BroadcastMinimum extends tf.layers.minimum().constructor {
	static className = "BroadcastMinimum";

	mergeFunction(inputs) {
		return inputs.reduce((a, b) => tf.minimum(...stretch(a, b)));
	}
}

tf.serialization.registerClass(BroadcastMinimum);
