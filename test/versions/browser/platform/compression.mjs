export const compression = {
  gunzip() {
    throw new Error("no data set is packed");
  },
  unzstd: undefined,
};
