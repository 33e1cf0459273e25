#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| burgee_fuzz::load_bytes::run(data));
