export const fetchBytes = () => Promise.reject(new Error("nothing is downloaded here"));
