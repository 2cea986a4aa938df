#!/usr/bin/python3
"""Runs as init of a host: runs a virtual machine of one instruction in it, and says on the console how that went."""
import ctypes
import fcntl
import mmap
import os
import struct
import subprocess

# Numbers and layouts of the kernel's interface (linux/kvm.h).
CREATE_VM, CREATE_VCPU, GET_VCPU_MMAP_SIZE = 0xAE01, 0xAE41, 0xAE04
SET_USER_MEMORY_REGION, RUN = 0x4020AE46, 0xAE80
GET_SREGS, SET_SREGS, SET_REGS = 0x8138AE83, 0x4138AE84, 0x4090AE82
EXIT_HLT = 5
POWER_OFF = 0x4321FEDC


def run_one_instruction():
    kvm = os.open('/dev/kvm', os.O_RDWR)
    machine = fcntl.ioctl(kvm, CREATE_VM, 0)
    memory = mmap.mmap(-1, 4096)
    memory[0] = 0xF4  # hlt
    address = ctypes.addressof(ctypes.c_char.from_buffer(memory))
    fcntl.ioctl(machine, SET_USER_MEMORY_REGION, struct.pack('=IIQQQ', 0, 0, 0, 4096, address))
    cpu = fcntl.ioctl(machine, CREATE_VCPU, 0)
    state = mmap.mmap(cpu, fcntl.ioctl(kvm, GET_VCPU_MMAP_SIZE, 0))
    segments = bytearray(312)
    fcntl.ioctl(cpu, GET_SREGS, segments)
    segments[0:14] = struct.pack('=QIH', 0, 0xFFFF, 0)  # code at 0, where the memory is
    fcntl.ioctl(cpu, SET_SREGS, bytes(segments))
    fcntl.ioctl(cpu, SET_REGS, struct.pack('=18Q', *[0] * 17, 2))
    fcntl.ioctl(cpu, RUN, 0)
    (reason,) = struct.unpack_from('=I', state, 8)
    return 'works' if reason == EXIT_HLT else f'ended with reason {reason}'


def main():
    for kind, place in (('proc', '/proc'), ('sysfs', '/sys'), ('devtmpfs', '/dev')):
        subprocess.run(['mount', '-t', kind, kind, place], stderr=subprocess.DEVNULL)
    for module in ('kvm_amd', 'kvm_intel'):
        subprocess.run(['modprobe', module], stderr=subprocess.DEVNULL)
    try:
        result = run_one_instruction()
    except OSError as error:
        result = f'fails: {error}'
    print(f'\nosstest: virtualisation {result}', flush=True)


if __name__ == '__main__':
    try:
        main()
    finally:
        os.sync()
        ctypes.CDLL(None).reboot(POWER_OFF)
