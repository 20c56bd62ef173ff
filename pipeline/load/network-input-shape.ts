import type { Column, InputTransform, Task } from './data.js';

/** The shape of one sample as the network sees it: after the input transform, without the batch dimension. */
export function networkInputShape(data: { readonly task: Task; readonly inputTransform: InputTransform }): number[] {
  const { task, inputTransform } = data;
  if (inputTransform.kind !== 'columns') return [...task.inputShape];
  return [inputTransform.columns.reduce((width, column) => width + columnWidth(column), 0)];
}

/** How many numbers the network sees of one column: one, or one a category. */
export function columnWidth(column: Column): number {
  return column.kind === 'numeric' ? 1 : column.categories.length;
}
