/** Does one step of the set-up unless it is up to date, and says which of the two. */
export async function step({ name, doing, upToDate, work }) {
  if (await upToDate()) {
    console.log(`${name}: up to date`);
    return;
  }
  console.log(`${name}: ${doing} …`);
  const start = performance.now();
  await work();
  console.log(`${name}: done in ${((performance.now() - start) / 1000).toFixed(0)} s`);
}
