// float16 in pairs, one pair a word: exact on devices with and without `shader-f16`. Computing is in float32; the store rounds
// to nearest even, by integers, because neither pack2x16float nor f16() promises a direction.

fn to_half(value: vec4<f32>) -> vec4<u32> {
  let bits = bitcast<vec4<u32>>(value);
  let magnitude = bits & vec4(0x7fffffffu);
  // normal: rebias the exponent by 0x38000000, and let the rounding (0xfff and the last bit) carry into it
  let normal = (magnitude - 0x37fff001u + ((magnitude >> vec4(13u)) & vec4(1u))) >> vec4(13u);
  // subnormal: the value in units of 2^-24, rounded to even by shifting out
  let shift = min(126u - (magnitude >> vec4(23u)), vec4(25u));
  let fraction = (magnitude & vec4(0x7fffffu)) | vec4(0x800000u);
  let half_unit = vec4(1u) << (shift - 1u);
  let low = fraction & (2u * half_unit - 1u);
  let floor = fraction >> shift;
  let up = (low > half_unit) | ((low == half_unit) & ((floor & vec4(1u)) == vec4(1u)));
  let subnormal = floor + vec4<u32>(up);
  var half = select(normal, subnormal, magnitude < vec4(0x38800000u));
  half = select(half, vec4(0x7c00u), magnitude >= vec4(0x477ff000u));
  half = select(half, vec4(0x7e00u), magnitude > vec4(0x7f800000u));
  return half | ((bits >> vec4(16u)) & vec4(0x8000u));
}

fn from_half(half: vec4<u32>) -> vec4<f32> {
  let magnitude = half & vec4(0x7fffu);
  let sign = (half & vec4(0x8000u)) << vec4(16u);
  let normal = (magnitude << vec4(13u)) + 0x38000000u;
  let special = (magnitude << vec4(13u)) | vec4(0x7f800000u);
  let subnormal = bitcast<vec4<u32>>(vec4<f32>(magnitude) * 0x1p-24);
  var bits = select(normal, subnormal, magnitude < vec4(0x400u));
  bits = select(bits, special, magnitude >= vec4(0x7c00u));
  return bitcast<vec4<f32>>(bits | sign);
}

fn unpack(words: vec2<u32>) -> vec4<f32> {
  return from_half(vec4(words.x & 0xffffu, words.x >> 16u, words.y & 0xffffu, words.y >> 16u));
}

fn pack(value: vec4<f32>) -> vec2<u32> {
  let half = to_half(value);
  return half.xz | (half.yw << vec2(16u));
}
