export const inspect = (value) => String(value);
