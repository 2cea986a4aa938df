/** Something whose members are numbers and know their parents. */
export interface ParentGraph {
  readonly size: number;
  parents(member: number): ArrayLike<number>;
}

/** The children of each member of a graph, by number. */
export function childrenOf({ size, parents }: ParentGraph): (member: number) => Int32Array {
  const first = new Int32Array(size + 1);
  forEachEdge({ size, parents }, (_, parent) => (first[parent + 1] = (first[parent + 1] ?? 0) + 1));
  for (let member = 0; member < size; member++) first[member + 1] = (first[member + 1] ?? 0) + (first[member] ?? 0);
  const next = first.slice();
  const children = new Int32Array(first[size] ?? 0);
  forEachEdge({ size, parents }, (child, parent) => {
    const at = next[parent] ?? 0;
    children[at] = child;
    next[parent] = at + 1;
  });
  return (member) => children.subarray(first[member], first[member + 1]);
}

function forEachEdge({ size, parents }: ParentGraph, visit: (child: number, parent: number) => void): void {
  for (let child = 0; child < size; child++) {
    const own = parents(child);
    for (let index = 0; index < own.length; index++) visit(child, own[index] ?? 0);
  }
}

/** Marks what is reached from some members over `next`; a member that is only started from is not. */
export function markReached(
  { size }: Pick<ParentGraph, 'size'>,
  from: readonly number[],
  next: (member: number) => ArrayLike<number>,
): Uint8Array {
  const marks = new Uint8Array(size);
  const waiting = [...from];
  for (let member = waiting.pop(); member !== undefined; member = waiting.pop()) {
    const reached = next(member);
    for (let index = 0; index < reached.length; index++) {
      const each = reached[index] ?? 0;
      if (marks[each] === 1) continue;
      marks[each] = 1;
      waiting.push(each);
    }
  }
  return marks;
}
