import { dilatedConvolution } from "./dilated_convolution.mjs";
import { padSpace } from "./pad_space.mjs";
import { perAxis } from "./per_axis.mjs";
import { windowPadding } from "./window_padding.mjs";

/**
 * Pads x, or dilates it, as the options of a convolution ask, for `convolve`,
 * which then neither pads nor dilates.
 */
export function paddedConvolution(x, options, convolve) {
	const rank = x.rank - 2;
	const sizes = perAxis(options.kernelSize, rank);
	const rates = perAxis(options.dilationRate, rank);
	const padding = windowPadding(
		x.shape.slice(1, -1),
		sizes.map((size, axis) => (size - 1) * rates[axis] + 1),
		perAxis(options.strides, rank),
		options.padding,
	);
	if (Math.max(...rates) > 1) {
		return dilatedConvolution(x, rates, padding, convolve);
	}
	return convolve(padSpace(x, padding));
}
