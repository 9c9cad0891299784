import { perAxis } from "./per_axis.mjs";

/** The cells before and after each axis of space, as Keras reads `border`. */
export function borderPairs(border, rank) {
	if (rank === 1 && Array.isArray(border)) {
		return [border];
	}
	return perAxis(border, rank).map((pair) => perAxis(pair, 2));
}
