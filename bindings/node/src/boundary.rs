//! Node-API, raw: the only unsafe code of the addon.
//!
//! Each time that an environment loads the addon, it gets a state of its own, which every function is given as its data and which ends with
//! the environment.
#![expect(unsafe_code, reason = "Node-API is an interface in C")]

use crate::calls::{self, CALLS, Call, MOST};
use burgee_javascript::{Engine, FAILED};
use napi_sys as node;
use std::ffi::{CStr, c_void};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::ptr::{self, NonNull};
use std::slice;

/// What one load of the addon holds.
struct State {
    engine: Engine,
    /// INVARIANT: the bytes of the `ArrayBuffer` that `held` keeps, or none of any.
    area: NonNull<u8>,
    length: usize,
    held: node::napi_ref,
    /// INVARIANT: never moved once functions have been made of them: their data are these.
    functions: Box<[Function]>,
}

impl State {
    /// Calls the engine with the input area; none where it panicked.
    ///
    /// # Safety
    ///
    /// JavaScript does not run meanwhile, and nobody else has this state.
    #[inline]
    unsafe fn catch<R>(&mut self, call: impl FnOnce(&mut Engine, &mut [u8]) -> R) -> Option<R> {
        // SAFETY: the area is held, and what holds it in JavaScript gives it to nobody, so that nobody detaches it.
        let input = unsafe { slice::from_raw_parts_mut(self.area.as_ptr(), self.length) };
        match catch_unwind(AssertUnwindSafe(|| call(&mut self.engine, input))) {
            Ok(given) => Some(given),
            Err(panic) => {
                // Why forgotten: dropping what was thrown may throw.
                std::mem::forget(panic);
                self.engine.refuse("internal error");
                None
            }
        }
    }
}

/// What a function is given as its data.
struct Function {
    state: *mut State,
    call: Call,
}

/// Makes the exports. Node calls this once for each load.
///
/// # Safety
///
/// Called by Node, with an environment and an object in it.
#[unsafe(no_mangle)]
unsafe extern "C" fn napi_register_module_v1(env: node::napi_env, exports: node::napi_value) -> node::napi_value {
    #[cfg(windows)]
    {
        static FOUND: std::sync::Once = std::sync::Once::new();
        // SAFETY: once, before anything else is called; what it gives is kept for ever.
        FOUND.call_once(|| std::mem::forget(unsafe { node::setup() }));
    }
    let (area, held) = (NonNull::dangling(), ptr::null_mut());
    let state = Box::into_raw(Box::new(State { engine: Engine::new(), area, length: 0, held, functions: Box::new([]) }));
    let functions: Box<[Function]> = CALLS.iter().map(|(_, call)| Function { state, call: *call }).collect();
    // SAFETY: `state` was just made and nobody else has it. Node keeps it until the environment ends, and then gives it to `end`.
    unsafe {
        (*state).functions = functions;
        if node::napi_set_instance_data(env, state.cast(), Some(end), ptr::null_mut()) != node::Status::napi_ok {
            drop(Box::from_raw(state));
            return exports;
        }
        for ((name, _), function) in CALLS.iter().zip(&(*state).functions) {
            export(env, exports, name, Some(call), ptr::from_ref(function).cast_mut().cast());
        }
        export(env, exports, c"evaluate", Some(evaluate), state.cast());
        export(env, exports, c"text", Some(text), state.cast());
        export(env, exports, c"area", Some(self::area), state.cast());
    }
    exports
}

/// # Safety
///
/// `env` and `exports` are Node's; `data` is what `callback` takes, and lives as long as the environment.
unsafe fn export(env: node::napi_env, exports: node::napi_value, name: &CStr, callback: node::napi_callback, data: *mut c_void) {
    let mut function = ptr::null_mut();
    // SAFETY: as the caller says. Where Node fails, the export is not there, and JavaScript says so.
    unsafe {
        if node::napi_create_function(env, name.as_ptr(), name.count_bytes() as isize, callback, data, &mut function)
            == node::Status::napi_ok
        {
            node::napi_set_named_property(env, exports, name.as_ptr(), function);
        }
    }
}

/// Ends what an environment held. The reference to the input area ends with the environment.
///
/// # Safety
///
/// Called by Node, once, with the state that `napi_register_module_v1` set, when no function of it will be called again.
unsafe extern "C" fn end(_: node::napi_env, state: *mut c_void, _: *mut c_void) {
    // SAFETY: as above: it was made by `Box::into_raw`, and this is the last that is heard of it.
    drop(unsafe { Box::from_raw(state.cast::<State>()) });
}

/// Any call that is given numbers and gives one.
///
/// # Safety
///
/// Called by Node, with a `Function` of the environment's state as data.
unsafe extern "C" fn call(env: node::napi_env, info: node::napi_callback_info) -> node::napi_value {
    let (mut values, mut count, mut data) = ([ptr::null_mut(); MOST], MOST, ptr::null_mut());
    let mut numbers = [0.0; MOST];
    let mut result = ptr::null_mut();
    // SAFETY: the places are ours, and as many as is said. `data` is a `Function` whose state lives. Nobody else has that state: an environment
    // has one thread, and nothing that is called in here calls JavaScript.
    unsafe {
        node::napi_get_cb_info(env, info, &mut count, values.as_mut_ptr(), ptr::null_mut(), &mut data);
        for (number, value) in numbers.iter_mut().zip(values).take(count) {
            node::napi_get_value_double(env, value, number);
        }
        let function = &*data.cast::<Function>();
        let given = (*function.state).catch(|engine, input| (function.call)(engine, input, &numbers));
        node::napi_create_int32(env, given.unwrap_or(FAILED), &mut result);
    }
    result
}

/// `evaluate`, which is given its numbers in the area, and gives its answer there.
///
/// # Safety
///
/// Called by Node, with the environment's state as data.
unsafe extern "C" fn evaluate(env: node::napi_env, info: node::napi_callback_info) -> node::napi_value {
    let mut data = ptr::null_mut();
    // SAFETY: as in `call`.
    unsafe {
        node::napi_get_cb_info(env, info, ptr::null_mut(), ptr::null_mut(), ptr::null_mut(), &mut data);
        (*data.cast::<State>()).catch(calls::evaluate);
    }
    ptr::null_mut()
}

/// What the last call said, as a string.
///
/// # Safety
///
/// Called by Node, with the environment's state as data.
unsafe extern "C" fn text(env: node::napi_env, info: node::napi_callback_info) -> node::napi_value {
    let (mut data, mut result) = (ptr::null_mut(), ptr::null_mut());
    // SAFETY: as in `call`. Node copies the text.
    unsafe {
        node::napi_get_cb_info(env, info, ptr::null_mut(), ptr::null_mut(), ptr::null_mut(), &mut data);
        let text = (*data.cast::<State>()).engine.text();
        node::napi_create_string_utf8(env, text.as_ptr().cast(), text.len() as isize, &mut result);
    }
    result
}

/// Takes an `ArrayBuffer` as the input area, and keeps it.
///
/// # Safety
///
/// Called by Node, with the environment's state as data.
unsafe extern "C" fn area(env: node::napi_env, info: node::napi_callback_info) -> node::napi_value {
    let (mut value, mut count, mut data) = (ptr::null_mut(), 1, ptr::null_mut());
    let (mut bytes, mut length, mut held) = (ptr::null_mut(), 0, ptr::null_mut());
    // SAFETY: as in `call`. Anything but an `ArrayBuffer` is refused by the second call. The bytes of one do not move while it is held.
    unsafe {
        node::napi_get_cb_info(env, info, &mut count, &mut value, ptr::null_mut(), &mut data);
        let state = &mut *data.cast::<State>();
        if node::napi_get_arraybuffer_info(env, value, &mut bytes, &mut length) != node::Status::napi_ok
            || node::napi_create_reference(env, value, 1, &mut held) != node::Status::napi_ok
        {
            return ptr::null_mut();
        }
        let before = std::mem::replace(&mut state.held, held);
        (state.area, state.length) = NonNull::new(bytes.cast()).map_or((NonNull::dangling(), 0), |bytes| (bytes, length));
        if !before.is_null() {
            node::napi_delete_reference(env, before);
        }
    }
    ptr::null_mut()
}
