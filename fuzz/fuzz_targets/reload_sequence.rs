#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| burgee_fuzz::reload_sequence::run(data));
