/** Positions in a growing column of numbers, ascending by number; those of NaN are left out. */
export class InsertionOrder {
  #positions = new Uint32Array(64);
  #count = 0;
  /** How many numbers of the column have been seen. */
  #seen = 0;

  get positions(): Uint32Array {
    return this.#positions.subarray(0, this.#count);
  }

  /** The first `known` numbers are those of the last call, up to `length` there are new ones. O(new * log n), and moves. */
  update(column: Float64Array, known: number, length: number): void {
    if (known < this.#seen) this.#forget(known);
    if (this.#positions.length < length) {
      const larger = new Uint32Array(2 * length);
      larger.set(this.#positions);
      this.#positions = larger;
    }
    for (let at = known; at < length; at++) this.#insert(column, at);
    this.#seen = length;
  }

  #forget(known: number): void {
    const kept = this.positions.filter((position) => position < known);
    this.#positions.set(kept);
    this.#count = kept.length;
  }

  #insert(column: Float64Array, position: number): void {
    const x = column[position] ?? Number.NaN;
    if (Number.isNaN(x)) return;
    const positions = this.#positions;
    let low = 0;
    let high = this.#count;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((column[positions[middle] ?? 0] ?? 0) <= x) low = middle + 1;
      else high = middle;
    }
    positions.copyWithin(low + 1, low, this.#count);
    positions[low] = position;
    this.#count++;
  }
}
