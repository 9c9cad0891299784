/** A list with one entry for each axis; an entry alone stands for all. */
export function perAxis(entries, rank) {
	return Array.isArray(entries) ? entries : Array(rank).fill(entries);
}
