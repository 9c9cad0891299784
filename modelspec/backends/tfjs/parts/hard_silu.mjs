import * as tf from "@tensorflow/tfjs";
import { hardSigmoid } from "./hard_sigmoid.mjs";

/** x times its hard sigmoid. */
export function hardSilu(x) {
	return tf.mul(x, hardSigmoid(x));
}
