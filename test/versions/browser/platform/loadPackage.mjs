export const loadPackage = () => undefined;
