#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| burgee_fuzz::load_structured::run(data));
