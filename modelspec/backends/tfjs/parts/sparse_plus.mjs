import * as tf from "@tensorflow/tfjs";
import { hardTanh } from "./hard_tanh.mjs";

/** 0 up to -1, x from 1 on, and the parabola (x + 1)^2 / 4 that joins them. */
export function sparsePlus(x) {
	const root = tf.add(hardTanh(x), 1);
	return tf.add(tf.div(tf.square(root), 4), tf.relu(tf.sub(x, 1)));
}
