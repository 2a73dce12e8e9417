/** A data set of MixedModelsDatasets.jl in the Open Science Framework. */
export interface OsfDataset {
  readonly name: string;
  readonly url: string;
  /** Of the Arrow file, in hexadecimal digits. */
  readonly sha256: string;
}

/**
 * Name, OSF file, version and SHA-256, as MixedModelsDatasets.jl 0.2, the workshop SMLP2025 and the book Embrace
 * Uncertainty list them; where these differ, by all names.
 */
const LIST: readonly (readonly [name: string, file: string, version: number, sha256: string])[] = [
  ["box", "tkxnh", 1, "4ac2038735c5286ca0d6a706b4feef5b34bd93560bc4cabc7223addf2366e4c0"],
  ["elstongrizzle", "5vrbw", 1, "f33e08ad5a91ab5dd9889953dbb97cc52a299fdac9db8b37ec4f87ad2dacadbd"],
  ["oxboys", "cz6g3", 1, "079f46e404e43c1848a65d3a4e5b6a14b2cb17565c77819d7ee3effe72f5ebd0"],
  ["sizespeed", "kazgm", 2, "d3512795afc101445fdd78e183919378ef7d993d66b4fd55307a0bf57fba1e0b"],
  ["elp_ldt_item", "c6gxd", 1, "f851910e1435659ca662ad49cfb8deb6b7cf287e4ce4969103dba11b32ab2e6c"],
  ["elp_ldt_subj", "rqenu", 2, "d9c88915681b64fc9db975f9bb2d6f402058fee5cb35887f9de7d07776efdd56"],
  ["elp_ldt_trial", "3evhy", 2, "57a83679f8f458b1d9bb56e05099a556ffdaf15af67464e9ee608c844fc4fa9c"],
  ["ELP_ldt_item", "c6gxd", 1, "f851910e1435659ca662ad49cfb8deb6b7cf287e4ce4969103dba11b32ab2e6c"],
  ["ELP_ldt_subj", "rqenu", 2, "d9c88915681b64fc9db975f9bb2d6f402058fee5cb35887f9de7d07776efdd56"],
  ["ELP_ldt_trial", "3evhy", 2, "57a83679f8f458b1d9bb56e05099a556ffdaf15af67464e9ee608c844fc4fa9c"],
  ["exp_2x2x3", "za9gs", 1, "cb09684b7373492e849c83f20a071b97f986123677134ac2ddb9ec0dcb32e503"],
  ["fggk21", "vwecy", 1, "0fa959f095f8b92135496b6f8c8a8b5a3e896e8875f0ba6928bd074559d8a796"],
  ["fggk21_Child", "c2fmn", 1, "61c91e00336e6f804e9f6b86986ebb4a14561cc4908b3a21cb27c113d2b51a5c"],
  ["fggk21_Score", "7fqx3", 1, "99d73ee705aaf5f4ee696eadbba992d0113ba6f467ce337a62a63853e4617400"],
  ["kkl15", "p8cea", 2, "90d7bb137c8613d7a15c8597c461aee7c7cb0f0989a07c80fc93e1fbe2e5c156"],
  ["kwdyz11", "4cv52", 3, "2fa23aa8aa25e1adb10183c8d29646ae0d19d6baef9d711c9906f7fa1b225571"],
  ["cbpp", "dywvu", 1, "f528a88ae8427ab3b96b5e1ef1f4f143fc47c17780d6e30afb75e520e8bc0091"],
  ["contra", "n7jxd", 1, "5994ebe24bd1a3faa5e578a9eea9bb4737ad4025022e75d6b19bffd66e800152"],
  ["d3", "m6vjt", 1, "878a141a5621d906c352e0aa3a29032653919446f5a541c5ecc39b247f4a19ff"],
  ["dyestuff", "9vztj", 1, "e91a491547ef9e86d657370c0195d13047e3e5b06ac709f2aa89c6780ad24ab7"],
  ["dyestuff2", "sr5v4", 1, "59857f679232fa8d6eea15e877ebf1b691e5aea1925dffdff02ff7cc40c208e0"],
  ["grouseticks", "9jhnp", 1, "8041ecdfd62dd65d53da1f835d8b94fc78c5b78353d4dc72a1548760b5f9b152"],
  ["insteval", "fbdxa", 1, "1f46ae62a5e5519b6774392c1351629cc750b135981d20953711618105866878"],
  ["kb07", "xwh49", 1, "86549da5fdfb86b8562bc05d5ace44890cfd3673bb094e9a9f7bac6588cc2a0d"],
  ["machines", "uznmg", 1, "0a3a1adf7bd3b970da0a82a2daa6d6e76368c292d808ae0c8056e03b35a3b7b9"],
  ["ml1m", "fubnw", 1, "5316cd17af885accd741ccd7f4d8f0b597f3b6b46c5769e57a7bde31ca77956f"],
  ["mmec", "5cxrm", 1, "d63f4b75bd0705d2316e176b189fda8e5216e2cb72d1aa550ef010371a1a07a9"],
  ["mrk17_exp1", "mb3fj", 1, "2d70546bcb96993c4642a3962b174cbfe2627a41eeb3952c6f0d7ad4b8103a7b"],
  ["oxide", "zh5gj", 1, "b7ccdb74baf8662719b1621fd6912e551a747cdaba6c0858576ad1418ff80d4c"],
  ["pastes", "5cxd6", 1, "8130b80fd9be615f8da3a21f3b5c412c05f72350e40262869068c4648d80931f"],
  ["penicillin", "nk3tu", 1, "499357c35cc171f14fa38d373c5d40cbf40f82ede333f5a5ad3a1c9f1d027381"],
  ["sleepstudy", "cq5xr", 1, "6f607c260a88fc2e8960944fa65a0458661f24c1f1bac64eba98983232e29549"],
  ["verbagg", "nmy3f", 1, "a447d8d4cc0c737d541d47fc73f73d02d044106a207a82be5f33923756745331"],
  ["movies", "kvdch", 1, "c8fa488be74c368530f38de3c1d3511d2182e3fa07f357d2fa09121adc1cc964"],
  ["ratings", "v73ym", 1, "1d6466b8fd8da2942881c83941077cd2b6c9f7a03fa2d71072a5cd7aaa4ef560"],
  ["ml32_movies", "8d93r", 1, "e09894d3de1b7d74e22973bcc768a714b6254fe5f578fb01f5f8a92953082cef"],
  ["ml32_ratings", "dn2qk", 1, "27811b9c9ca44ae193a708e43d3fefa00206b8a745f7b55eda50ed8c56a2bbbb"],
];

/** Names of data sets that are one file, such as elp_ldt_item and ELP_ldt_item: the name itself first. */
export function namesOfFile(name: string): string[] {
  const own = osfDatasets.get(name);
  const others = [...osfDatasets.values()].filter(({ url, name: other }) => url === own?.url && other !== name);
  return [name, ...others.map((other) => other.name)];
}

export const osfDatasets: ReadonlyMap<string, OsfDataset> = new Map(
  LIST.map(([name, file, version, sha256]) => [
    name,
    { name, url: `https://osf.io/${file}/download?version=${version}`, sha256 },
  ]),
);
